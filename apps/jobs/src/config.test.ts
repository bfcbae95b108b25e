import { readConfig } from '@synthwright/config'
import { JobsConfig } from './config.ts'

const production = { NODE_ENV: 'production', NATS_URL: 'nats://broker', MONGODB_URI: 'mongodb://store' }

it('measures the engine only where that was asked for', () => {
  expect(readConfig(JobsConfig, {}).ENGINE_PROBE).toBe('off')
  expect(readConfig(JobsConfig, { ENGINE_PROBE: 'on' }).ENGINE_PROBE).toBe('on')
})

it('never measures the engine in production', () =>
  expect(() => readConfig(JobsConfig, { ...production, ENGINE_PROBE: 'on' })).toThrow(
    'ENGINE_PROBE must be off in production, but is "on".',
  ))
