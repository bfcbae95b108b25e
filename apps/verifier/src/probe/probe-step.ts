import { probeStep } from '@synthwright/contracts'
import { perform } from '@synthwright/messaging'

/** Does nothing, which is what it is there for; and waits for nothing but the engine, so that many can at once. */
export const probeStepTask = perform(probeStep, async () => ({ result: null, facts: null }), { concurrency: 16 })
