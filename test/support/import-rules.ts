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
  jose: 'launch',
  'openid-client': 'launch',
  'csv-parse': 'orbit',
  'csv-parse/sync': 'orbit',
};

/** Every import, export from, dynamic import and require of a source text. */
export function importsOf(file: string, source: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importAt(node);
    if (found !== undefined) imports.push(found);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true));
  return imports;
}

function importAt(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true };
  }
  if (!ts.isCallExpression(node)) return undefined;
  const [argument] = node.arguments;
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require');
  return loads && argument !== undefined && ts.isStringLiteral(argument)
    ? { specifier: argument.text, typeOnly: false }
    : undefined;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

/**
 * The imports of one file that the map does not allow.
 * @param file path from the root of the project with `/`, such as nodes/lib/hl7/escape.ts
 * @param dependencies names of the packages that are installed with the product
 */
export function violationsIn(file: string, source: string, dependencies: readonly string[]): Violation[] {
  return importsOf(file, source).flatMap((found) => {
    const rule = found.specifier.startsWith('.') ? brokenArrow(file, found) : brokenHome(file, found, dependencies);
    return rule === undefined ? [] : [{ file, imported: found.specifier, rule }];
  });
}

function brokenArrow(file: string, { specifier, typeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith('nodes/')) return 'code of a node imports nothing from outside nodes/';
  const room = roomOf(file);
  const targetRoom = roomOf(target);
  if (room === undefined) return brokenShellArrow(file, target, targetRoom);
  if (targetRoom === undefined) return `lib/${room} may not import a node: nodes import rooms, never the reverse`;
  const allowed = ARROWS[room];
  if (allowed === undefined) return `lib/${room} is not on the map of the rooms`;
  if (targetRoom === room || allowed.includes(targetRoom)) return undefined;
  if (room === TYPES_OF_EVERY_ROOM) {
    return typeOnly ? undefined : `lib/${room} may import only types of the other rooms (import type)`;
  }
  return `lib/${room} may import ${allowed.length === 0 ? 'no other room' : `only lib/${allowed.join(', lib/')}`}`;
}

function brokenShellArrow(file: string, target: string, targetRoom: string | undefined): string | undefined {
  const own = file.split('/').slice(0, 2).join('/');
  if (targetRoom === undefined) {
    return target.startsWith(`${own}/`) ? undefined : 'a node may not import another node';
  }
  if (own === SIMULATOR && !ROOMS_OF_SIMULATOR.includes(targetRoom)) {
    return 'the simulator may import only lib/mllp and lib/runtime: it shares no code with the sender it judges';
  }
  return undefined;
}

function brokenHome(
  file: string,
  { specifier, typeOnly }: Import,
  dependencies: readonly string[],
): string | undefined {
  const room = roomOf(file);
  const name = packageOf(specifier);
  const home = HOMES[specifier] ?? HOMES[name];
  if (home !== undefined && room !== home) return `only lib/${home} imports ${specifier}`;
  if (name === 'node-red' || name.startsWith('@node-red/')) {
    if (!typeOnly) return 'Node-RED is handed to a node when it is loaded, never imported';
    return room === undefined || room === 'runtime' ? undefined : 'below the nodes, only lib/runtime knows Node-RED';
  }
  if (typeOnly || specifier.startsWith('node:') || dependencies.includes(name)) return undefined;
  return `${name} is not among the dependencies in package.json`;
}

function roomOf(path: string): string | undefined {
  return /^nodes\/lib\/([^/]+)\//.exec(path)?.[1];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
