/** Three invented people the development identity provider signs in, each in one commission, with the claims of the Swedish national one. */

export interface Person {
  key: string;
  /** What is told about them on the page. */
  role: string;
  claims: Readonly<Record<string, string>>;
}

const REGION = 'SE2321000131';

function person(key: string, name: [string, string], role: string, commission: Record<string, string>): Person {
  const [given, family] = name;
  return {
    key,
    role,
    claims: {
      sub: `development-${key}`,
      given_name: given,
      family_name: family,
      healthCareProviderHsaId: `${REGION}-E000000000001`,
      healthCareProviderName: 'Region Exempel',
      acr: 'http://id.sambi.se/loa/loa3',
      ...commission,
    },
  };
}

export const PEOPLE: readonly Person[] = [
  person('surgeon', ['Sara', 'Exempelsson'], 'kirurg, Exempelsjukhuset', {
    employeeHsaId: `${REGION}-EX0000000101`,
    commissionHsaId: `${REGION}-EX0000000111`,
    commissionName: 'Läkare, kirurgi',
    commissionPurpose: 'Vård och behandling',
    healthCareUnitHsaId: `${REGION}-EX0000000121`,
    healthCareUnitName: 'Kirurgi, Exempelsjukhuset',
  }),
  person('nurse', ['Nils', 'Påhittad'], 'anestesisjuksköterska, Andra sjukhuset', {
    employeeHsaId: `${REGION}-EX0000000201`,
    commissionHsaId: `${REGION}-EX0000000211`,
    commissionName: 'Sjuksköterska, anestesi',
    commissionPurpose: 'Vård och behandling',
    healthCareUnitHsaId: `${REGION}-EX0000000221`,
    healthCareUnitName: 'Anestesi, Andra sjukhuset',
  }),
  person('administrator', ['Ada', 'Provdotter'], 'systemförvaltare', {
    employeeHsaId: `${REGION}-EX0000000301`,
    commissionHsaId: `${REGION}-EX0000000311`,
    commissionName: 'Systemförvaltning',
    commissionPurpose: 'Administration',
    healthCareUnitHsaId: `${REGION}-EX0000000321`,
    healthCareUnitName: 'Förvaltning',
  }),
];
