// A program of its own: `npm run bench -- docstore` starts it with the address of a server and reads the line it prints.
import mongoose from 'mongoose'

const documents = 10_000
const concurrency = 32
const seconds = 3

interface Row {
  _id: number
  count: number
  text: string
}

const connection = await mongoose.createConnection(process.argv[2]!, { dbName: 'bench', maxPoolSize: 20 }).asPromise()
const rows = connection.model<Row>(
  'rows',
  new mongoose.Schema<Row>({ _id: Number, count: Number, text: String }, { versionKey: false }),
)
await rows.deleteMany({})
// About 1 KB with the field names.
const row = (_id: number): Row => ({ _id, count: 0, text: 'x'.repeat(950) })
for (let from = 0; from < documents; from += 1_000)
  await rows.insertMany(Array.from({ length: 1_000 }, (_, i) => row(from + i)))

// Steps through all of them in an order that no cache likes: the step has no common divisor with their number.
let last = 0
const nextId = () => (last = (last + 7_919) % documents)

let changes = 0
const changed = (happened: boolean) => {
  if (happened) changes++
  return happened
}

/** How often a second it is done, always `concurrency` at once, after a second to warm up. */
const perSecond = async (act: () => Promise<unknown>): Promise<number> => {
  const warmUntil = performance.now() + 1_000
  const until = warmUntil + seconds * 1_000
  let done = 0
  const one = async () => {
    while (performance.now() < until) {
      const startedAt = performance.now()
      if (!(await act())) throw new Error('A document is missing')
      if (startedAt >= warmUntil) done++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  return Math.round(done / seconds)
}

const figures = {
  pointReadsPerSecond: await perSecond(() => rows.findById(nextId()).lean()),
  updatesPerSecond: await perSecond(async () => {
    const { matchedCount } = await rows.updateOne({ _id: nextId() }, { $inc: { count: 1 } })
    return changed(matchedCount === 1)
  }),
  findAndModifyPerSecond: await perSecond(async () => {
    const options = { returnDocument: 'after' } as const
    return changed((await rows.findOneAndUpdate({ _id: nextId() }, { $inc: { count: 1 } }, options).lean()) !== null)
  }),
}
const [sum] = await rows.aggregate<{ count: number }>([{ $group: { _id: null, count: { $sum: '$count' } } }])
if (sum?.count !== changes) throw new Error(`${changes} changes were acknowledged, ${sum?.count} are stored`)
await connection.close()
process.stdout.write(`${JSON.stringify(figures)}\n`)
