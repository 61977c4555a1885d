/** The regional flow with what can go wrong on its way: hospitals that are strict, a Function node that meddles, a field rule that is wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface FlowNode {
  id: string;
  type: string;
  wires?: string[][];
  [property: string]: unknown;
}

const BOOKING_TAB = '0fd7f438e6f778d6';
const MEDDLER = '9a11000000000001';
const WRONG_RULE = '9a11000000000002';

const MEDDLE = `
  const clinic = msg.payload.case?.clinic;
  if (clinic === 'BREAK') msg.messages[0].hl7 = msg.messages[0].hl7.replace('|', '');
  if (clinic === 'DROP') msg.messages.pop();
  if (clinic === 'LEAK') {
    node.warn(JSON.stringify(msg.payload));
    node.status({ text: msg.payload.case.patient.family });
  }
  return clinic === 'RULE' ? [null, msg] : [msg, null];
`;

/** @param inbox folder the intake watches */
export function watchedFlow(inbox: string): FlowNode[] {
  const nodes = JSON.parse(readFileSync(join(import.meta.dirname, '../../flows/regional.json'), 'utf8')) as FlowNode[];
  const rules = nodes.find(({ type, z }) => type === 'orbit-hl7-edit' && z === BOOKING_TAB);
  if (rules === undefined) throw new Error('the booking tab has no site rules');
  const changed = nodes.map((node): FlowNode => {
    const leadsToRules = node.z === BOOKING_TAB && node.wires?.some((ends) => ends.includes(rules.id)) === true;
    if (leadsToRules) return { ...node, wires: [[MEDDLER]] };
    if (node.type === 'orbit-in') return { ...node, folder: inbox };
    if (node.type === 'orbit-endpoint') return { ...node, ackTimeoutS: 0.5, retryMinS: 0.05, retryMaxS: 0.2 };
    return node;
  });
  return [
    ...changed,
    {
      id: MEDDLER,
      type: 'function',
      z: BOOKING_TAB,
      name: 'meddler',
      func: MEDDLE,
      outputs: 2,
      x: 600,
      y: 200,
      wires: [[rules.id], [WRONG_RULE]],
    },
    {
      ...rules,
      id: WRONG_RULE,
      name: 'a wrong rule',
      rules: [{ hospital: '*', trigger: 'A05', action: 'copy', path: 'PV2-8', valueType: 'text', value: 'PID-5.1' }],
    },
    hospital('9a11000000000003', 'STRICT-CODES', { missingCodes: { wards: 'hold' } }),
    hospital('9a11000000000004', 'STRICT-LETTERS', { charset: '8859/1', onUnencodable: 'fail' }),
  ];
}

function hospital(id: string, code: string, profile: object): FlowNode {
  return { id, type: 'orbit-hospital', name: code, hospital: code, endpoint: '', profile, configVersion: 1 };
}
