import { ConfigError, describeConfig, readConfig } from '@synthwright/config'
import { log, startTelemetry } from '@synthwright/telemetry'
import { hostname } from 'node:os'
import type { z } from 'zod'
import { createRuntime } from './runtime.ts'
import type { BaseConfig, ServiceOptions, StoreConfig, WithoutStore, WithStore } from './service-options.ts'
import { stopOnRequest } from './stop-on-request.ts'

/** `EX_CONFIG` of sysexits.h: starting again without a change is of no use. */
const configExitCode = 78

const readOrExit = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => {
  try {
    return readConfig(schema)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(configExitCode)
  }
}

/** A process in an unknown state is worth less than a new one. */
const exitOnUnknownFaults = (): void => {
  const exit = (message: string) => (error: unknown) => {
    log.error(message, { error })
    process.exit(1)
  }
  process.on('uncaughtException', exit('An exception was caught by nobody'))
  process.on('unhandledRejection', exit('A promise was rejected and nobody looked'))
}

/**
 * Runs a service, from its environment to its end: config, telemetry, broker, store and indexes, `register`, calls,
 * `started`, tasks, HTTP. Resolves when it is ready, which it also logs and tells its parent over IPC as
 * `{ type: 'ready', port }`.
 *
 * Broker and store are waited for, up to 30 s each. SIGTERM, SIGINT and a parent that disconnects stop the service:
 * readiness fails, SHUTDOWN_WAIT_MS pass if there is HTTP, then `stopping`, HTTP, tasks and calls, store.
 *
 * With `--settings` as argument it prints the variables it reads, as JSON, and does nothing else.
 *
 * Exit codes: 0 stopped; 1 could not start, met a fault that nobody caught, or did not stop in SHUTDOWN_GRACE_MS
 * after that wait or before a second signal; 78 unusable configuration, said on standard error in a sentence per mistake.
 */
export async function runService<Schema extends z.ZodType<StoreConfig>>(options: WithStore<Schema>): Promise<void>
export async function runService<Schema extends z.ZodType<BaseConfig>>(options: WithoutStore<Schema>): Promise<void>
export async function runService(options: WithStore<z.ZodType<StoreConfig>> | WithoutStore<z.ZodType<BaseConfig>>) {
  if (process.argv.includes('--settings')) {
    process.stdout.write(`${JSON.stringify(describeConfig(options.config))}\n`)
    return
  }
  const config = readOrExit(options.config) as BaseConfig & Partial<StoreConfig>
  const instance = config.INSTANCE_ID ?? `${hostname()}-${process.pid}`
  const telemetry = startTelemetry({
    service: options.name,
    version: options.version ?? 'development',
    instance,
    logLevel: config.LOG_LEVEL,
    otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  })
  exitOnUnknownFaults()
  const runtime = createRuntime(options as ServiceOptions<z.ZodType>, { config, instance })
  stopOnRequest(runtime, telemetry, config.SHUTDOWN_WAIT_MS + config.SHUTDOWN_GRACE_MS)

  try {
    const port = await runtime.start()
    if (runtime.stopping) return
    log.info('Ready', { port, instance })
    process.send?.({ type: 'ready', port })
  } catch (error) {
    if (runtime.stopping) return
    log.error('The service could not start', { error })
    await telemetry.stop()
    process.exit(1)
  }
}
