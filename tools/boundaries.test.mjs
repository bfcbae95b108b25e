import { ESLint } from 'eslint'
import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import tseslint from 'typescript-eslint'

const root = join(import.meta.dirname, '..')
const boundaries = '@nx/enforce-module-boundaries'

// Probes exist as text only, so the rules that need a type-checked program are left out for them.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/probe*.ts'], ...tseslint.configs.disableTypeChecked }],
})

/** The rules that a text breaks, each once. */
const lint = async (text, filePath) => {
  const [{ messages }] = await eslint.lintText(text, { filePath: join(root, filePath) })
  return [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))]
}

beforeAll(async () => {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js')
  await promisify(execFile)(process.execPath, [nx, 'show', 'projects'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
  })
}, 60_000)

describe('module boundaries', () => {
  it.each([
    // by type
    ['libs/contracts', 'zod', true],
    ['libs/contracts', '@synthwright/kernel', false],
    ['libs/kernel', '@synthwright/contracts', true],
    ['libs/kernel', '@synthwright/telemetry', false],
    ['libs/retrieval', '@synthwright/kernel', true],
    ['libs/retrieval', '@synthwright/persistence', false],
    ['libs/messaging', '@synthwright/grounding', false],
    ['libs/testing', '@synthwright/messaging', false],
    ['apps/jobs', '@synthwright/service', true],
    ['apps/jobs', '@synthwright/testing', false],
    ['apps/e2e', '@synthwright/testing', true],
    ['apps/e2e', '@synthwright/messaging', false],
    ['apps/e2e', '@synthwright/grounding', false],
    ['tools', '@synthwright/testing', true],
    ['tools', '@synthwright/grounding', true],
    ['tools', '@synthwright/persistence', false],
    // by outside library
    ['libs/messaging', '@nats-io/transport-node', true],
    ['libs/http', 'express', true],
    ['libs/persistence', 'mongoose', true],
    ['libs/telemetry', '@opentelemetry/api', true],
    ['apps/llm-worker', 'openai', true],
    ['apps/gateway', '@modelcontextprotocol/server', true],
    ['libs/contracts', 'mongoose', false],
    ['libs/http', 'mongoose', false],
    ['libs/http', '@modelcontextprotocol/server', false],
    ['apps/gateway', 'express', false],
    ['apps/graph', 'mongoose', false],
    ['apps/graph', '@nats-io/jetstream', false],
    ['apps/verifier', 'openai', false],
    ['libs/service', '@opentelemetry/api', false],
  ])('%s importing %s: allowed is %s', async (project, target, allowed) => {
    expect(await lint(`import '${target}'\n`, `${project}/src/probe.ts`)).toEqual(allowed ? [] : [boundaries])
  })

  it('lets a test of a library use libs/testing, and still nothing else', async () => {
    expect(await lint(`import '@synthwright/testing'\n`, 'libs/http/src/probe.test.ts')).toEqual([])
    expect(await lint(`import 'mongoose'\n`, 'libs/http/src/probe.test.ts')).toEqual([boundaries])
  })

  it('refuses a way into another project that goes around its entry', async () => {
    expect(await lint(`import '../../kernel/src/clock.ts'\n`, 'libs/http/src/probe.ts')).toEqual([boundaries])
    expect(await lint(`import '@synthwright/kernel/src/clock.ts'\n`, 'libs/http/src/probe.ts')).toEqual([boundaries])
  })
})

describe('rules of the house', () => {
  it.each([
    ['libs/grounding', 'node:fs'],
    ['libs/retrieval', 'fs/promises'],
    ['libs/kernel', 'node:child_process'],
    ['libs/contracts', 'node:http'],
  ])('%s does no I/O: %s is refused', async (project, target) => {
    expect(await lint(`import '${target}'\n`, `${project}/src/probe.ts`)).toEqual(['no-restricted-imports'])
  })

  it('lets pure libraries compute digests', async () => {
    expect(await lint(`import 'node:crypto'\n`, 'libs/kernel/src/probe.ts')).toEqual([])
  })

  it.each(['apps/gateway/src/probe.ts', 'libs/http/src/probe.ts'])('reads no environment in %s', async (path) => {
    expect(await lint(`export const home = process.env['HOME']\n`, path)).toEqual(['no-restricted-syntax'])
  })

  it('reads the environment in libs/config', async () => {
    expect(await lint(`export const home = process.env['HOME']\n`, 'libs/config/src/probe.ts')).toEqual([])
  })

  it('refuses module mocks', async () => {
    expect(await lint(`jest.mock('./clock.ts')\n`, 'libs/http/src/probe.test.ts')).toEqual(['no-restricted-properties'])
  })
})

describe('tags', () => {
  it('are exactly one type, one scope and one io on every project', async () => {
    const wrong = []
    let projects = 0
    for await (const path of glob('{apps/*,libs/*,tools}/package.json', { cwd: root })) {
      projects++
      const { nx } = JSON.parse(await readFile(join(root, path), 'utf8'))
      const kinds = (nx?.tags ?? []).map((tag) => tag.split(':')[0]).sort()
      if (kinds.join() !== 'io,scope,type') wrong.push(`${path}: ${nx?.tags}`)
    }
    expect(wrong).toEqual([])
    expect(projects).toBeGreaterThan(15)
  })
})
