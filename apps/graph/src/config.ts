import { brokerShape, serviceShape, setting, storeShape } from '@synthwright/config'
import { z } from 'zod'

export const GraphConfig = z.object({
  ...serviceShape,
  ...brokerShape,
  ...storeShape,
  GRAPH_INDEX_CHARACTERS: setting.integer({
    default: 500_000_000,
    min: 1,
    description: 'Characters of indexed text above which the team unused for longest is unloaded from memory',
  }),
  GRAPH_TEXT_CHARACTERS: setting.integer({
    default: 50_000_000,
    min: 1,
    description: 'Characters of text kept in memory for quoting, beside the indexes',
  }),
  GRAPH_CONCURRENCY: setting.integer({
    default: 4,
    min: 1,
    max: 64,
    description: 'Tasks one graph replica works on at once',
  }),
})
export type GraphConfig = z.output<typeof GraphConfig>
