import { captureOutput } from '@synthwright/testing'
import { log, logLevelFor } from './log.ts'
import { span } from './span.ts'
import { startTelemetry } from './start-telemetry.ts'
import { currentTraceparent } from './trace-context.ts'

let output: ReturnType<typeof captureOutput>
beforeEach(() => void (output = captureOutput()))
afterEach(() => output.restore())
const written = () => output.lines().map((line) => JSON.parse(line) as Record<string, unknown>)

const start = (logLevel: 'debug' | 'warn') =>
  startTelemetry({ service: 'graph', version: '1', instance: 'a', logLevel, otlpEndpoint: null })

describe('log', () => {
  it('writes one JSON line before telemetry was started', () => {
    log.warn('ready', { port: 1 })
    expect(written()).toEqual([
      { time: expect.any(String), level: 'warn', service: 'synthwright', message: 'ready', fields: { port: 1 } },
    ])
  })

  it('leaves out what is below its level', async () => {
    const telemetry = start('warn')
    log.info('too quiet')
    log.warn('loud enough')
    await telemetry.stop()
    expect(written().map(({ message }) => message)).toEqual(['loud enough'])
  })

  it('names the trace it belongs to, also when nothing is exported', async () => {
    const telemetry = start('debug')
    let traceparent: string | null = null
    await span('work', {}, async () => {
      await Promise.resolve()
      traceparent = currentTraceparent()
      log.debug('inside')
    })
    log.debug('outside')
    await telemetry.stop()
    const [inside, outside] = written()
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(traceparent).toContain(`${String(inside?.['traceId'])}-${String(inside?.['spanId'])}`)
    expect(outside).not.toHaveProperty('traceId')
    expect(inside?.['service']).toBe('graph')
  })

  it('is an error only for what surprises', () => {
    expect([logLevelFor('not_found'), logLevelFor('unavailable'), logLevelFor('internal')]).toEqual([
      'info',
      'warn',
      'error',
    ])
  })
})
