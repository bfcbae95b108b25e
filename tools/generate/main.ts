import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainError, say } from '../bootstrap/say.mjs'
import { root, runNode } from '../checks/run-node.ts'
import { runTool } from '../run-tool.ts'
import { configurationPage } from './configuration.ts'
import { errorsPage } from './errors.ts'
import { subjectsPage } from './subjects.ts'

const folder = join(root, 'docs/generated')

const openApi = async (): Promise<string> => {
  const { code, output } = await runNode(['apps/gateway/src/system/print-openapi.ts'])
  if (code !== 0) throw new PlainError(`The gateway does not tell its routes:\n${output}`)
  return output
}

const documents: Record<string, () => string | Promise<string>> = {
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
  'openapi.json': openApi,
  'subjects.md': subjectsPage,
}

const checkOnly = process.argv.includes('--check')

await runTool(async () => {
  await mkdir(folder, { recursive: true })
  const stale: string[] = []
  for (const [name, make] of Object.entries(documents)) {
    const path = join(folder, name)
    const text = await make()
    if (text === (await readFile(path, 'utf8').catch(() => undefined))) continue
    stale.push(name)
    if (!checkOnly) await writeFile(path, text)
  }
  if (checkOnly && stale.length) throw new PlainError(`Out of date: ${stale.join(', ')}. Run \`npm run generate\`.`)
  say(stale.length ? `Wrote ${stale.join(', ')}.` : 'The generated documents are up to date.')
})
