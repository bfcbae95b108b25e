/** What may import what: the rows of `@nx/enforce-module-boundaries`, kept as data so that a test can read them. */

const types = {
  contract: [],
  kernel: ['contract'],
  platform: ['platform', 'kernel', 'contract'],
  domain: ['domain', 'kernel', 'contract'],
  app: ['platform', 'domain', 'kernel', 'contract'],
  testing: ['kernel', 'contract'],
  e2e: ['testing', 'kernel', 'contract'],
  // Benchmarks measure the domain libraries by themselves.
  tool: ['testing', 'domain', 'kernel', 'contract'],
}

const scopes = ['gateway', 'jobs', 'graph', 'llm', 'verify', 'table', 'shared']

/** The outside libraries that have exactly one importer, by the `io:*` tag of that importer. */
export const wires = {
  http: ['express'],
  nats: ['@nats-io/*'],
  mongo: ['mongoose', 'mongodb'],
  otel: ['@opentelemetry/*'],
  mcp: ['@modelcontextprotocol/*'],
}

const typeRows = (forTests) =>
  Object.entries(types).map(([type, allowed]) => ({
    sourceTag: `type:${type}`,
    onlyDependOnLibsWithTags: [...allowed, ...(forTests && allowed.length ? ['testing'] : [])].map((t) => `type:${t}`),
    ...(type === 'contract' ? { allowedExternalImports: ['zod'] } : {}),
  }))

const scopeRows = scopes.map((scope) => ({
  sourceTag: `scope:${scope}`,
  onlyDependOnLibsWithTags: [...new Set([`scope:${scope}`, 'scope:shared'])],
}))

const ioRows = [...Object.keys(wires), 'none'].map((io) => ({
  sourceTag: `io:${io}`,
  bannedExternalImports: [...Object.entries(wires).flatMap(([wire, packages]) => (wire === io ? [] : packages))],
}))

/** Constraints for product code, or with `forTests` for test files, which may also import `libs/testing`. */
export const depConstraints = ({ forTests = false } = {}) => [...typeRows(forTests), ...scopeRows, ...ioRows]
