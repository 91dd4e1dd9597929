/**
 * `github.webhook`: deliveries of GitHub make the next poll come sooner. Polling stays the truth.
 */
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { openWebhook } from '../world/webhook.ts';
import type { World } from '../world/world.ts';
import type { Environment } from './place-request.ts';

export interface WebhookSource {
  readonly env: Environment;
  readonly settings: Settings;
  readonly world: World;
  /** GitHub has news. */
  readonly onNews: () => void;
}

/** How often a wrong signature is told. */
const toldEveryMs = 60_000;

/**
 * Listens where a port is set, and remembers it for status; the returned function ends it.
 * @throws UsageError there is no secret, or the port is taken.
 */
export const openNews = async (source: WebhookSource): Promise<() => Promise<void>> => {
  const { env, settings, world, onNews } = source;
  const { port } = settings.github.webhook;
  if (port === null) {
    noteUrl(world, null);
    return async () => {};
  }
  const onForgery = createForgeryTeller(world);
  const webhook = await openWebhook({ port, secret: secretOf(env), onDelivery: onNews, onForgery });
  noteUrl(world, webhook.url);
  tell(world, 'listening', `for webhooks at ${webhook.url}`);
  return () => webhook.close();
};

const noteUrl = ({ store }: World, webhookUrl: string | null): void => {
  if (store.readMemory().github.webhookUrl !== webhookUrl) store.patchGitHub({ webhookUrl });
};

/** Set by variable only, so that it is in no file and in no answer of `config show`. */
const secretOf = ({ COORDINATOR_WEBHOOK_SECRET: written }: Environment): string => {
  const secret = written?.trim();
  if (secret) return secret;
  throw new UsageError('github.webhook.port is set, but the variable COORDINATOR_WEBHOOK_SECRET is not', {
    fix: "Set it to the webhook's secret, or github.webhook.port to null.",
  });
};

const createForgeryTeller = (world: World): (() => void) => {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const { atMs } = world.clock.now();
    if (Math.abs(atMs - toldAtMs) < toldEveryMs) return;
    toldAtMs = atMs;
    tell(world, 'refused', 'a delivery without a valid signature: nothing comes of it. Compare the secrets');
  };
};

const tell = ({ clock, narrator }: World, word: string, text: string): void =>
  narrator.tell({ atMs: clock.now().atMs, subject: 'webhook', word, text });
