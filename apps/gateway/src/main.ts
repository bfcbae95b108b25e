import { runService } from '@synthwright/service'
import { GatewayConfig } from './config.ts'
import { createApp } from './create-app.ts'
import { createAuthenticate } from './identity/authenticate.ts'
import { ensureFirstAccess } from './identity/first-access.ts'
import { createIdentityRepository, identityCollections } from './identity/identity.repository.ts'

await runService({
  name: 'gateway',
  config: GatewayConfig,
  collections: identityCollections,
  register: async ({ config, bus, store, health }) => {
    const identity = createIdentityRepository(store)
    await ensureFirstAccess(identity, {
      firstKey: config.FIRST_API_KEY,
      production: config.NODE_ENV === 'production',
    })
    const authenticate = createAuthenticate(identity)
    return { http: createApp({ bus, authenticate, health, deadlineMs: config.DRAFT_DEADLINE_MS }) }
  },
})
