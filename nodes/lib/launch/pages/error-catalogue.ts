/** What a clinician is told, by code, with the HTTP status it goes out with; and what the pages say besides. */
import type { Language } from './language.ts';

interface Told {
  status: number;
  sv: string;
  en: string;
}

export const LAUNCH_CODES = {
  'UT-201': {
    status: 200,
    sv: 'Patienten öppnas utan vårdkontakt. Operationsbokningen är skickad till Millennium men ännu inte bekräftad. Kontrollera att rätt vårdkontakt väljs innan du dokumenterar.',
    en: 'The patient opens without an encounter. The booking has been sent to Millennium but is not confirmed yet. Check that the right encounter is chosen before you document.',
  },
  'UT-202': {
    status: 200,
    sv: 'Ingen koppling finns mellan operationsfallet och en vårdkontakt. Patienten öppnas utan vårdkontakt.',
    en: 'There is no link between the surgical case and an encounter. The patient opens without an encounter.',
  },
  'UT-203': {
    status: 200,
    sv: 'Vårdkontakten är avbokad eller inaktiv. Patienten öppnas utan vårdkontakt.',
    en: 'The encounter is cancelled or inactive. The patient opens without an encounter.',
  },
  'UT-400': {
    status: 400,
    sv: 'Länken kunde inte läsas. Gå tillbaka till Orbit och försök igen.',
    en: 'The link could not be read. Go back to Orbit and try again.',
  },
  'UT-401': {
    status: 401,
    sv: 'Du behöver logga in med SITHS för att fortsätta.',
    en: 'Sign in with SITHS to go on.',
  },
  'UT-403': {
    status: 403,
    sv: 'Du är inloggad som en annan användare än den som startade uthoppet. Logga ut och försök igen.',
    en: 'You are signed in as another user than the one who started the launch. Sign out and try again.',
  },
  'UT-404': {
    status: 404,
    sv: 'Patienten eller fallet hittades inte. Sök patienten manuellt i Millennium och kontakta support om felet kvarstår.',
    en: 'The patient or the case was not found. Search for the patient in Millennium by hand, and call support if it happens again.',
  },
  'UT-409': {
    status: 409,
    sv: 'STOPP: uppgifterna om patient och vårdkontakt stämmer inte överens. Inget har öppnats. Sök patienten manuellt.',
    en: 'STOP: patient and encounter do not belong together. Nothing has been opened. Search for the patient by hand.',
  },
  'UT-410': {
    status: 410,
    sv: 'Länken har gått ut eller redan använts. Klicka på nytt i Orbit.',
    en: 'The link has expired or has been used already. Click again in Orbit.',
  },
  'UT-411': {
    status: 410,
    sv: 'Patientkontexten har bytts: du har öppnat en annan patient sedan dess. Klicka på nytt i Orbit om du vill tillbaka.',
    en: 'The patient context has changed: you have opened another patient since. Click again in Orbit to come back.',
  },
  'UT-429': {
    status: 429,
    sv: 'För många uthopp på kort tid. Vänta en minut.',
    en: 'Too many launches in a short time. Wait one minute.',
  },
  'UT-502': {
    status: 502,
    sv: 'Inloggningen svarar inte just nu. Arbeta vidare enligt reservrutin; öppna Millennium manuellt.',
    en: 'The sign-in service does not answer at the moment. Follow the downtime routine; open Millennium by hand.',
  },
  'UT-503': {
    status: 503,
    sv: 'Uthoppstjänsten är tillfälligt ur drift. Öppna Millennium manuellt.',
    en: 'The launch service is out of order for the moment. Open Millennium by hand.',
  },
} as const satisfies Readonly<Record<string, Told>>;

export type LaunchCode = keyof typeof LAUNCH_CODES;

const WORDS = {
  sv: {
    title: 'Uthopp till Millennium',
    patient: 'Patient',
    identifier: 'Identitet',
    protected: 'Skyddade personuppgifter',
    case: 'Operationsfall',
    visit: 'Vårdkontakt',
    open: 'Öppna i Millennium',
    manual: 'Sök patienten i Millennium med uppgifterna här.',
    continue: 'Fortsätt till Millennium',
    ticketReady: 'Uthoppet är förberett.',
    support: 'Kod för support',
    other: 'In English',
  },
  en: {
    title: 'Launch to Millennium',
    patient: 'Patient',
    identifier: 'Identity',
    protected: 'Protected identity',
    case: 'Surgical case',
    visit: 'Encounter',
    open: 'Open in Millennium',
    manual: 'Search for the patient in Millennium with what is shown here.',
    continue: 'Go on to Millennium',
    ticketReady: 'The launch is ready.',
    support: 'Code for support',
    other: 'På svenska',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

export type PageWords = (typeof WORDS)[Language];

export function wordsIn(language: Language): PageWords {
  return WORDS[language];
}

export function textOf(code: LaunchCode, language: Language): string {
  return LAUNCH_CODES[code][language];
}
