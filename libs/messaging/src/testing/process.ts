/**
 * A process of its own, for faults that only a process can have: `node process.ts worker|server <broker url>`.
 * It says `ready`, and stops on SIGTERM.
 */
import { answer } from '../calls/answer.ts'
import { connectBus } from '../connect-bus.ts'
import { perform } from '../work/perform.ts'
import { count, echo, never } from './contracts.ts'

const [role, servers] = process.argv.slice(2) as ['worker' | 'server', string]
const service = role === 'worker' ? 'verifier' : 'graph'
const bus = await connectBus({ service, instance: 'process', servers, user: service, password: `${service}-password` })

if (role === 'worker')
  await bus.work(
    [
      perform(count, async (_, { signal }) => {
        const reason: unknown = await never(signal).catch((error: unknown) => error)
        console.log(`aborted ${(reason as { code: string }).code}`)
        // As work would that does not look at its signal: it still tries to deliver.
        return { result: { length: 1 }, facts: { length: 1 } }
      }),
    ],
    { concurrency: 1 },
  )
else
  await bus.serve([
    answer(echo, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      throw new TypeError('thrown after an await')
    }),
  ])

process.once('SIGTERM', () => void bus.stop(100).then(() => process.exit(0)))
console.log('ready')
