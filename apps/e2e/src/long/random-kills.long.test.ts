import { apiClient, startSystem } from '@synthwright/testing'
import { fastEngine } from '../runs/fast-engine.ts'
import { allWell, probeRuns } from '../runs/probe-runs.ts'
import { randomKills } from '../runs/random-kills.ts'
import { seededRandom } from '../runs/seeded-random.ts'

const stuckAfterMs = 90_000
const minutes = 60_000

const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000)

const say = (line: string) => process.stderr.write(`${line}\n`)

interface Course {
  env: Record<string, string>
  runs: number
  atOnce: number
  /** A kill comes within so long after the start of its run. */
  killWithinMs: number
}

/** Each run has a kill of its own, and meets those of the runs beside it. */
const runThroughKills = async ({ env, runs, atOnce, killWithinMs }: Course) => {
  const system = await startSystem({ env })
  try {
    const probes = probeRuns(system, apiClient(system.url, system.apiKey))
    const killer = randomKills(system, seededRandom(seed))
    const startedAt = Date.now()
    let left = runs
    const lane = async () => {
      while (left > 0) {
        left -= 1
        await Promise.all([probes.one(stuckAfterMs), killer.kill(killWithinMs)])
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    const seconds = Math.round((Date.now() - startedAt) / 1_000)
    const fate = await probes.fate()
    const { succeeded, lost, doubled, stuck, failed } = fate
    say(
      `seed ${seed}: ${succeeded} of ${runs} runs succeeded, ${lost.length} lost, ${doubled.length} doubled, ` +
        `${stuck.length} stuck, ${failed.length} failed, in ${seconds} s; kills ${JSON.stringify(killer.kills())}`,
    )
    return fate
  } finally {
    await system.stop()
  }
}

it(
  'loses, doubles and leaves none of a thousand runs with a random kill each',
  async () => {
    const course = { env: fastEngine, runs: 1_000, atOnce: 4, killWithinMs: 100 }
    expect(await runThroughKills(course)).toEqual(allWell(course.runs))
  },
  40 * minutes,
)

it(
  'ends every run within a minute and a half at the intervals of production',
  async () => {
    const course = { env: { ENGINE_PROBE: 'on' }, runs: 40, atOnce: 20, killWithinMs: 1_000 }
    expect(await runThroughKills(course)).toEqual(allWell(course.runs))
  },
  10 * minutes,
)
