import nx from '@nx/eslint-plugin'
import prettier from 'eslint-config-prettier'
import regexp from 'eslint-plugin-regexp'
import { builtinModules } from 'node:module'
import tseslint from 'typescript-eslint'
import { depConstraints } from './tools/boundaries.mjs'

const boundaries = (forTests) => [
  'error',
  {
    depConstraints: depConstraints({ forTests }),
    banTransitiveDependencies: true,
    enforceBuildableLibDependency: false,
    allow: [],
  },
]

const moduleMocks = ['mock', 'unstable_mockModule', 'doMock'].map((method) => ({
  object: 'jest',
  property: method,
  message: 'No module mocks: use a fake at a seam we own, or the real thing.',
}))

// Digests, text codecs and what a request carries along are computation; everything else of Node's is input or output.
const pureModules = ['crypto', 'util', 'async_hooks']
const ioModules = builtinModules
  .map((name) => name.replace(/^node:/, ''))
  .filter((name) => /^[a-z]\w*$/.test(name) && !pureModules.includes(name))

export default tseslint.config(
  { ignores: ['**/node_modules', '.data', '.tools', '.nx', 'docs/generated', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-properties': ['error', ...moduleMocks],
      eqeqeq: 'error',
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    ignores: ['libs/config/**', 'libs/testing/**', 'apps/e2e/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only libs/config reads the environment.',
        },
      ],
    },
  },
  {
    // Texts come from outside: a pattern that may start again from each of their characters takes minutes over a long one.
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: ['apps/e2e/**', '**/*.test.ts', '**/testing/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-move': ['error', { report: 'certain' }],
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
    },
  },
  {
    files: ['libs/contracts/**/*.ts', 'libs/kernel/**/*.ts', 'libs/retrieval/**/*.ts', 'libs/grounding/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(node:)?(${ioModules.join('|')})(/|$)`,
              message: 'No I/O in contracts, kernel and domain libraries.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts', 'tools/**/*.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': boundaries(false) },
  },
  {
    files: ['**/*.test.ts', '**/testing/**/*.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': boundaries(true) },
  },
  prettier,
)
