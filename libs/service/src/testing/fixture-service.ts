import { brokerShape, serviceShape, setting } from '@synthwright/config'
import { delay } from '@synthwright/kernel'
import { z } from 'zod'
import { runService } from '../index.ts'

const FixtureConfig = z.object({
  ...serviceShape,
  ...brokerShape,
  FIXTURE_SECRET: setting.secret({ description: 'Shows that secrets are not shown', default: null, minLength: 20 }),
  FIXTURE_STOP_MS: setting.durationMs({ description: 'How long its stopping hook takes', default: 0 }),
  FIXTURE_READY: setting.boolean({ description: 'What its ready hook says', default: true }),
  FIXTURE_FAULT: setting.oneOf(['none', 'register', 'exception', 'rejection'], {
    description: 'What goes wrong once it is up',
    default: 'none',
  }),
})

const faults = {
  none: () => {},
  register: () => {},
  exception: () => {
    throw new Error('thrown where nobody catches')
  },
  rejection: () => void Promise.reject(new Error('rejected where nobody looks')),
}

await runService({
  name: 'verifier',
  config: FixtureConfig,
  register: ({ config }) => {
    if (config.FIXTURE_FAULT === 'register') throw new Error('no luck')
    return {
      ready: () => config.FIXTURE_READY,
      stopping: () => delay(config.FIXTURE_STOP_MS),
      started: () => void (config.FIXTURE_FAULT !== 'none' && setTimeout(faults[config.FIXTURE_FAULT], 50)),
    }
  },
})
