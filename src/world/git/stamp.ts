/** An instant as part of a name, `20261125T034500Z`; such names sort by age. */
export const stampOf = (date: Date): string => date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
