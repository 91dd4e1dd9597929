/** The text with user and password of every URL in it made unreadable: `https://***@example.com/a`. */
export const maskUserOf = (text: string): string => text.replaceAll(/:\/\/[^/\s]+@/g, '://***@');
