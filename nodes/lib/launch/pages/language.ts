/** Which language a page is written in: what the user has chosen, else the first of the browser's that we have, else Swedish. Pure. */

export const LANGUAGES = ['sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export function languageOf(chosen: string | undefined, acceptLanguage: string | undefined): Language {
  const wanted = [chosen ?? '', ...(acceptLanguage ?? '').split(',')];
  for (const entry of wanted) {
    const [tag = ''] = entry.split(';');
    const found = LANGUAGES.find((language) => tag.trim().toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'sv';
}
