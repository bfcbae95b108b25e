import type { Check } from './check.ts'
import { commandCheck } from './command-check.ts'
import { sizeCheck } from './file-sizes.ts'

/** The boundary rule of the linter reads the graph of projects that Nx has cached. */
const projectGraph = commandCheck('project graph', ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], {
  env: { NX_DAEMON: 'false', NX_TUI: 'false' },
})

const format = commandCheck('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '.'])

// Without a cached graph the boundary rule says so and checks nothing, which must not count as a pass.
const linter = commandCheck('lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'], {
  env: { NX_DAEMON: 'false' },
  refused: /rule will be skipped/,
})

const lint: Check = {
  name: linter.name,
  run: async (stopped) => {
    const graph = await projectGraph.run(stopped)
    return graph.failed ? graph : linter.run(stopped)
  },
}

const types = commandCheck('types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'])

const circles = commandCheck('import circles', [
  'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
  '--config=tools/checks/import-circles.mjs',
  'apps',
  'libs',
  'tools',
])

const generated = commandCheck('generated documents', ['tools/generate/main.ts', '--check'])

/** What `npm run lint` looks at. */
export const lintChecks = [lint, format]

/** Everything that is checked without running the product. */
export const sourceChecks = [...lintChecks, types, circles, sizeCheck, generated]
