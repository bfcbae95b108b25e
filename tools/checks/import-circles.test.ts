import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './run-node.ts'

const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const config = join(import.meta.dirname, 'import-circles.mjs')

const cruise = async (files: Record<string, string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'synthwright-circles-'))
  try {
    await mkdir(join(folder, 'libs'))
    const compilerOptions = { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'libs', name), text)
    return await promisify(execFile)(process.execPath, [cruiser, `--config=${config}`, 'libs'], { cwd: folder }).then(
      () => 'fine',
      (error: { stdout: string }) => error.stdout,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

it('finds a circle of values', async () => {
  const files = {
    'a.ts': `import { b } from './b.ts'\nexport const a = () => b\n`,
    'b.ts': `import { a } from './a.ts'\nexport const b = () => a\n`,
  }
  expect(await cruise(files)).toContain('no-circles')
})

it('finds a circle that goes through a type', async () => {
  const files = {
    'a.ts': `import type { B } from './b.ts'\nexport interface A { b: B }\n`,
    'b.ts': `import { c } from './c.ts'\nexport interface B { c: typeof c }\n`,
    'c.ts': `import type { A } from './a.ts'\nexport const c: A | null = null\n`,
  }
  expect(await cruise(files)).toContain('no-circles')
})

it('lets a line of imports pass', async () => {
  const files = { 'a.ts': `import { b } from './b.ts'\nexport const a = b\n`, 'b.ts': 'export const b = 1\n' }
  expect(await cruise(files)).toBe('fine')
})
