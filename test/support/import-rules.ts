/** The map of the rooms under nodes/: reads the imports of a source text and names each one that the map does not allow. Knows no file system. */
import { posix } from 'node:path';
import ts from 'typescript';

export interface Violation {
  file: string;
  imported: string;
  rule: string;
}

interface Import {
  specifier: string;
  typeOnly: boolean;
}

/** Which rooms of nodes/lib a room may import. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  surgery: [],
  hl7: [],
  mllp: [],
  orbit: ['surgery'],
  millennium: ['surgery', 'hl7'],
  store: ['surgery'],
  delivery: ['store', 'mllp', 'millennium', 'hl7', 'surgery'],
  launch: ['store', 'surgery'],
  console: ['store', 'delivery'],
  runtime: [],
};
/** The messages between nodes carry types of every room. */
const TYPES_OF_EVERY_ROOM = 'runtime';
/** It judges what the sender sends, so it shares neither mapping nor HL7 code with it. */
const SIMULATOR = 'nodes/orbit-millennium-simulator';
const ROOMS_OF_SIMULATOR = ['mllp', 'runtime'];
/** Packages with one home. */
const HOMES: Readonly<Record<string, string>> = {
  'hl7-standard': 'hl7',
  'node:net': 'mllp',
  'node:tls': 'mllp',
  'node:sqlite': 'store',
  pg: 'store',
  'openid-client': 'launch',
