/** Markdown as GitHub reads it, taken apart for tests. */
import type { Nodes, Root } from 'mdast';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';

const reader = remark().use(remarkGfm);

/** The tree of a text. */
export const treeOf = (markdown: string): Root => reader.parse(markdown);

/** All nodes, parents before children. */
export const nodesOf = (node: Nodes): readonly Nodes[] => [
  node,
  ...('children' in node ? node.children.flatMap(nodesOf) : []),
];

/** The text GitHub would search for mentions and references: code is left out. */
export const spokenText = (node: Nodes): string =>
  nodesOf(node)
    .flatMap((each) => (each.type === 'text' ? [each.value] : []))
    .join('\u0001');

/** What GitHub turns into a mention, a reference or a link without any markup. */
export const autolinked = /@[\w-]|#\d|\bgh-\d|:\/\/|www\.|:[\w+-]+:/i;
