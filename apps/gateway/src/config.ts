import { brokerShape, serviceShape, setting, storeShape } from '@synthwright/config'
import { z } from 'zod'
import { parseApiKey } from './identity/api-key.ts'

export const GatewayConfig = z
  .object({
    ...serviceShape,
    ...brokerShape,
    ...storeShape,
    FIRST_API_KEY: setting.secret({
      description: 'API key of the first administrator, made when the database is empty; production needs it then',
      default: null,
    }),
    DRAFT_DEADLINE_MS: setting.durationMs({
      description: 'How long a draft or a verification may be waited for before the answer is 202',
      default: 60_000,
      min: 100,
    }),
  })
  .superRefine(({ FIRST_API_KEY }, context) => {
    if (FIRST_API_KEY === null || parseApiKey(FIRST_API_KEY)) return
    const message = 'must be sk_live_ or sk_test_ followed by at least 32 random letters, digits, - or _'
    context.addIssue({ code: 'custom', path: ['FIRST_API_KEY'], message })
  })
export type GatewayConfig = z.output<typeof GatewayConfig>
