import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const root = dirname(import.meta.dirname);
const projects = ['tsconfig.json', 'nodes/tsconfig.editor.json'].filter(
  (name) => name === 'tsconfig.json' || existsSync(`${root}/nodes/editor`),
);

/** Rooms whose functions are pure: time, ids and chance are handed in. */
const pureRooms = ['nodes/lib/surgery/**/*.ts', 'nodes/lib/hl7/**/*.ts', 'nodes/lib/millennium/**/*.ts'];

const asyncHandlers = ['input', 'close'].map((event) => ({
  selector: `CallExpression[callee.property.name=/^(on|once|addListener)$/][arguments.0.value='${event}'] > :function[async=true]`,
  message: `Node-RED does not await an async '${event}' handler: a rejection ends the process. Use the guards of nodes/lib/runtime.`,
}));
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Only the shell of a node has a default export; everything else is imported by its name.',
};
const impure = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Pure code is handed the time.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Pure code is handed the time.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Pure code is handed what chance decides.',
  },
  {
    selector: "MemberExpression[object.name='process']",
    message: 'Pure code knows nothing of the process it runs in.',
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules/', 'dist/', 'resources/', 'coverage/', '.data/', '.node-red/'] },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: projects, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Spreading a text is how its code points are read.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // `text || undefined` where an empty text means absent is the field's own convention.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // HL7 text is full of control characters.
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      complexity: ['error', 12],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...asyncHandlers, defaultExport],
    },
  },
  { files: ['nodes/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: pureRooms,
    rules: { 'no-restricted-syntax': ['error', ...asyncHandlers, defaultExport, ...impure] },
  },
  {
    files: ['nodes/lib/surgery/**/*.ts', 'nodes/lib/hl7/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'Pure code uses nothing of the platform.' }] },
      ],
    },
  },
  {
    files: ['nodes/lib/millennium/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*', '!node:crypto'], message: 'Pure code uses nothing of the platform but a hash.' },
          ],
        },
      ],
    },
  },
  {
    // The shell of a node: Node-RED takes its default export.
    files: ['nodes/*/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...asyncHandlers] },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A suite is one long function, and a test is read from top to bottom.
      complexity: 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [js.configs.recommended] },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', __dirname: 'readonly' } },
  },
);
