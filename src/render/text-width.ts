/**
 * How many columns of a terminal a text takes: wide characters two, combining ones none.
 */
import fastStringWidth from 'fast-string-width';

export const widthOf = (text: string): number => fastStringWidth(text);
