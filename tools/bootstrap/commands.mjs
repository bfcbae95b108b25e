/**
 * What `npm run …` offers, and whether it starts a nats-server of its own.
 * @type {Record<string, { script: string, args?: readonly string[], server: 'always' | 'unless NATS_URL' | 'never' }>}
 */
export const commands = {
  demo: { script: 'tools/demo/main.ts', server: 'unless NATS_URL' },
  start: { script: 'tools/dev/main.ts', server: 'unless NATS_URL' },
  test: { script: 'tools/test/main.ts', server: 'always' },
  'test:long': { script: 'tools/test/long.ts', server: 'always' },
  bench: { script: 'tools/bench/main.ts', server: 'always' },
  mutate: { script: 'tools/mutate/main.ts', server: 'always' },
  record: { script: 'apps/e2e/src/releases/record.ts', server: 'always' },
  generate: { script: 'tools/generate/main.ts', server: 'never' },
  lint: { script: 'tools/test/lint.ts', server: 'never' },
  format: {
    script: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--write', '--log-level=warn', '.'],
    server: 'never',
  },
}
