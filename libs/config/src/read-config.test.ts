import { z } from 'zod'
import { brokerShape, ConfigError, readConfig, serviceShape, setting, storeShape } from './index.ts'

const WorkerConfig = z
  .object({
    ...serviceShape,
    ...brokerShape,
    ...storeShape,
    PROVIDER: setting.oneOf(['offline', 'openai'], { description: 'Who answers', default: 'offline' }),
    API_KEY: setting.secret({ description: 'Key of the provider', default: null, minLength: 20 }),
    LEASE_MS: setting.durationMs({ description: 'Length of a lease', default: 30_000, min: 100 }),
    WORKERS: setting.integer({ description: 'Tasks at once', default: 4, min: 1, max: 64 }),
    VERBOSE: setting.boolean({ description: 'Says more', default: false }),
  })
  .superRefine((config, ctx) => {
    if (config.PROVIDER === 'openai' && config.API_KEY === null)
      ctx.addIssue({ code: 'custom', path: ['API_KEY'], message: 'must be set when PROVIDER is openai' })
  })

const sentences = (env: Record<string, string>, schema: z.ZodType = WorkerConfig): readonly string[] => {
  try {
    readConfig(schema, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.sentences
    throw error
  }
  return []
}

const production = { NODE_ENV: 'production', NATS_URL: 'nats://broker:4222', MONGODB_URI: 'mongodb://store' }

describe('readConfig', () => {
  it('fills an empty environment with defaults of the right types', () => {
    const config = readConfig(WorkerConfig, {})
    const typed: { port: number; key: string | null; provider: 'offline' | 'openai'; verbose: boolean } = {
      port: config.PORT,
      key: config.API_KEY,
      provider: config.PROVIDER,
      verbose: config.VERBOSE,
    }
    expect(typed).toEqual({ port: 0, key: null, provider: 'offline', verbose: false })
    expect(config).toMatchObject({ HOST: '127.0.0.1', NATS_URL: 'nats://127.0.0.1:4222', LEASE_MS: 30_000 })
  })

  it('parses each kind from its text and leaves other variables alone', () => {
    const env = { PORT: '65535', VERBOSE: 'true', WORKERS: '64', API_KEY: 'k'.repeat(20), PATH: '/bin' }
    const config = readConfig(WorkerConfig, env)
    expect(config).toMatchObject({ PORT: 65_535, VERBOSE: true, WORKERS: 64, API_KEY: 'k'.repeat(20) })
    expect(config).not.toHaveProperty('PATH')
  })

  it('takes an empty string for unset', () => {
    expect(readConfig(WorkerConfig, { PORT: '', API_KEY: '', PROVIDER: '' })).toEqual(readConfig(WorkerConfig, {}))
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535, but is "abc".'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535, but is "65536".'],
    [{ PORT: '1e3' }, 'PORT must be a whole number from 0 to 65535, but is "1e3".'],
    [{ WORKERS: '1.5' }, 'WORKERS must be a whole number from 1 to 64, but is "1.5".'],
    [{ LEASE_MS: '30s' }, 'LEASE_MS must be a whole number of milliseconds of at least 100, but is "30s".'],
    [{ VERBOSE: 'yes' }, 'VERBOSE must be true or false, but is "yes".'],
    [{ PROVIDER: 'other' }, 'PROVIDER must be one of offline, openai, but is "other".'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'jaeger:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that starts with http:// or https://, but is "jaeger:4318".',
    ],
    [{ PROVIDER: 'openai' }, 'API_KEY must be set when PROVIDER is openai.'],
  ])('says what is wrong with %j', (env, expected) => {
    expect(sentences(env as Record<string, string>)).toEqual([expected])
  })

  it('says everything at once, a line each', () => {
    const schema = z.object({ ...serviceShape, TOKEN: setting.secret({ description: 'Token' }) })
    expect(() => readConfig(schema, { PORT: '-1', LOG_LEVEL: 'loud' })).toThrow(
      [
        'PORT must be a whole number from 0 to 65535, but is "-1".',
        'LOG_LEVEL must be one of debug, info, warn, error, but is "loud".',
        'TOKEN must be set.',
      ].join('\n'),
    )
  })

  it('never shows a secret, nor an address that holds one, and shortens what is long', () => {
    const addresses = {
      MONGODB_URI: 'mysql://root:hunter2@store',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://me:hunter2@otel',
    }
    const said = sentences({ API_KEY: 'hunter2', PORT: '9'.repeat(5_000), ...addresses })
    expect(said).toHaveLength(4)
    expect(said.join(' ')).not.toContain('hunter2')
    expect(said).toContain('API_KEY must have at least 20 characters.')
    expect(said.join(' ').length).toBeLessThan(500)
  })

  it('quotes control characters, so that a value cannot forge a line', () => {
    expect(sentences({ PORT: '1\nPORT is fine.' })[0]).not.toContain('\n')
  })

  describe('in production', () => {
    it('asks for what has a default only elsewhere', () => {
      expect(sentences({ NODE_ENV: 'production' })).toEqual([
        'NATS_URL must be set in production.',
        'MONGODB_URI must be set in production.',
      ])
      expect(sentences({ ...production, MONGODB_URI: '' })).toEqual(['MONGODB_URI must be set in production.'])
    })

    it('listens on all interfaces unless told otherwise', () => {
      expect(readConfig(WorkerConfig, production).HOST).toBe('0.0.0.0')
      expect(readConfig(WorkerConfig, { ...production, HOST: '10.0.0.1' }).HOST).toBe('10.0.0.1')
    })
  })

  it.each(['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb+srv://u:p@cluster.example/x'])('accepts %s', (MONGODB_URI) => {
    expect(readConfig(z.object(storeShape), { MONGODB_URI }).MONGODB_URI).toBe(MONGODB_URI)
  })
})
