/** The data types with components of HL7 v2 §2.A, in the order of their components. Every text in them is escaped here. */
import type { FieldValue, Hl7Timestamp } from './encoded.ts';
import { DELETED, encodeOptional, encodeText, joinComponents, nm, type Optional } from './primitive-types.ts';

/** HD: who gives out an identifier. A universal id is an OID here, so its type is ISO (table 0301). */
export interface Authority {
  namespace?: string | undefined;
  oid?: string | undefined;
}

/** CE: a code, its text and its coding system. */
export interface Coded {
  code?: string | undefined;
  text?: string | undefined;
  system?: string | undefined;
}

export interface PersonName {
  family?: string | undefined;
  given?: string | undefined;
  middle?: string | undefined;
}

export interface Location {
  pointOfCare?: string | undefined;
  room?: string | undefined;
  bed?: string | undefined;
  facility?: string | undefined;
  /** Person location type, table 0305. */
  type?: string | undefined;
}

/** HD as a field of its own: `namespace^oid^ISO`. */
export function hd(authority: Optional<Authority>): FieldValue {
  if (authority === null) return DELETED;
  return authority === undefined ? undefined : joinComponents(authorityParts(authority));
}

/** HD inside another type: its components are subcomponents there. */
function subHd(authority: Authority | undefined): string | undefined {
  if (authority === undefined) return undefined;
  const namespace = encodeOptional(authority.namespace);
  const oid = encodeOptional(authority.oid);
  return oid === undefined ? namespace : `${namespace ?? ''}&${oid}&ISO`;
}

function authorityParts({ namespace, oid }: Authority): [string | undefined, string | undefined, string | undefined] {
  const universalId = encodeOptional(oid);
  return [encodeOptional(namespace), universalId, universalId === undefined ? undefined : 'ISO'];
}

export function ce(coded: Optional<Coded>): FieldValue {
  if (coded === null) return DELETED;
  if (coded === undefined || !(coded.code || coded.text)) return undefined;
  return joinComponents([encodeOptional(coded.code), encodeOptional(coded.text), encodeOptional(coded.system)]);
}

/** CX: an identifier with who gave it out and its type (table 0203). */
export function cx(identifier: Optional<{ id: string; authority?: Authority; type?: string }>): FieldValue {
  if (identifier === null) return DELETED;
  if (identifier === undefined || identifier.id === '') return undefined;
  const { id, authority, type } = identifier;
  return joinComponents([encodeText(id), undefined, undefined, subHd(authority), encodeOptional(type)]);
}

/** EI: an identifier within a namespace or under an OID. */
export function ei(identifier: Optional<{ id: string; authority?: Authority }>): FieldValue {
  if (identifier === null) return DELETED;
  if (identifier === undefined || identifier.id === '') return undefined;
  return joinComponents([encodeText(identifier.id), ...authorityParts(identifier.authority ?? {})]);
}

/** XPN: a person's name with its type (table 0200: L legal, S pseudonym). */
export function xpn(name: Optional<PersonName>, type = 'L'): FieldValue {
  if (name === null) return DELETED;
  if (name === undefined || !(name.family || name.given)) return undefined;
  const { family, given, middle } = name;
  const parts = [
    encodeOptional(family),
    encodeOptional(given),
    encodeOptional(middle),
    undefined,
    undefined,
    undefined,
    type,
  ];
  return joinComponents(parts);
}

/** XCN: a person known by an identifier, with the name and who gave out the identifier. */
export function xcn(person: Optional<PersonName & { id: string; authority?: Authority }>): FieldValue {
  if (person === null) return DELETED;
  if (person === undefined || person.id === '') return undefined;
  const { id, family, given, authority } = person;
  return joinComponents([
    encodeText(id),
    encodeOptional(family),
    encodeOptional(given),
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    subHd(authority),
  ]);
}

/** PL: ward or department, room, bed, hospital and the type of the place. */
export function pl(location: Optional<Location>): FieldValue {
  if (location === null) return DELETED;
  if (location === undefined) return undefined;
  const { pointOfCare, room, bed, facility, type } = location;
  if (!(pointOfCare || room || bed)) return undefined;
  return joinComponents([
    encodeOptional(pointOfCare),
    encodeOptional(room),
    encodeOptional(bed),
    encodeOptional(facility),
    undefined,
    encodeOptional(type),
  ]);
}

/** MSG: message type, trigger event and, where the version has room for it, message structure. */
export function msg(messageType: string, triggerEvent: string, structure: string | undefined): FieldValue {
  return joinComponents([encodeText(messageType), encodeText(triggerEvent), encodeOptional(structure)]);
}

/** TQ: how long and from when to when. The duration is a bare number: no sender seen prefixes it with its unit. */
export function tq(timing: { duration: number; start: Hl7Timestamp; end: Hl7Timestamp }): FieldValue {
  return joinComponents([undefined, undefined, nm(timing.duration), timing.start, timing.end]);
}

/** CQ: a number and its unit. */
export function cq(quantity: { amount: number; unit: string }): FieldValue {
  return joinComponents([nm(quantity.amount), encodeOptional(quantity.unit)]);
}

/** XTN: a telephone number as it is dialled, with its use (table 0201) and equipment (0202). */
export function xtn(phone: Optional<{ number: string; use?: string; equipment?: string }>): FieldValue {
  if (phone === null) return DELETED;
  if (phone === undefined || phone.number === '') return undefined;
  return joinComponents([encodeText(phone.number), encodeOptional(phone.use), encodeOptional(phone.equipment)]);
}

/** XAD: a postal address; the country is a code of ISO 3166. */
export function xad(
  address: Optional<{ street?: string; other?: string; city?: string; postalCode?: string; country?: string }>,
): FieldValue {
  if (address === null) return DELETED;
  if (address === undefined) return undefined;
  const { street, other, city, postalCode, country } = address;
  const lines = [street, other, city].map(encodeOptional);
  return joinComponents([...lines, undefined, encodeOptional(postalCode), encodeOptional(country)]);
}
