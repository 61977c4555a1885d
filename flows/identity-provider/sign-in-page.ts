/** The page on which one of the invented people is chosen: plain HTML, no script. */
import type { Person } from './people.ts';

export function signInPage(people: readonly Person[], request: string): string {
  const buttons = people
    .map(({ key, role, claims }) => {
      const name = `${claims.given_name ?? ''} ${claims.family_name ?? ''}`;
      return `<p><button name="person" value="${key}">${name}</button> ${role}, ${claims.commissionPurpose ?? ''}</p>`;
    })
    .join('\n');
  return page(
    'Inloggning för utveckling',
    `<p>Personerna är påhittade. Ingen stark inloggning: bara för utveckling och prov på den här datorn.</p>
<form method="post" action="/sign-in"><input type="hidden" name="request" value="${request}">
${buttons}
</form>`,
  );
}

export function page(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1>
${content}
</body></html>
`;
}
