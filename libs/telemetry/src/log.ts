import { trace } from '@opentelemetry/api'
import type { ErrorKind } from '@synthwright/contracts'
import { masked, maskedText } from './mask.ts'
import { logLevels, state, type LogLevel } from './state.ts'

export type LogFields = Record<string, unknown>

const write = (level: LogLevel, message: string, fields?: LogFields): void => {
  if (logLevels.indexOf(level) < logLevels.indexOf(state.logLevel)) return
  const active = trace.getActiveSpan()?.spanContext()
  const line = {
    time: new Date().toISOString(),
    level,
    service: state.service,
    message: maskedText(message),
    ...(active ? { traceId: active.traceId, spanId: active.spanId } : {}),
    ...(fields && Object.keys(fields).length > 0 ? { fields: masked(fields) } : {}),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** One JSON line on standard output per entry, with the trace it belongs to. Never put text of a user in `message`. */
export const log = {
  debug: (message: string, fields?: LogFields): void => write('debug', message, fields),
  info: (message: string, fields?: LogFields): void => write('info', message, fields),
  warn: (message: string, fields?: LogFields): void => write('warn', message, fields),
  error: (message: string, fields?: LogFields): void => write('error', message, fields),
}

const levels: Record<ErrorKind, LogLevel> = {
  invalid: 'info',
  unauthenticated: 'info',
  forbidden: 'info',
  not_found: 'info',
  conflict: 'info',
  not_implemented: 'info',
  rate_limited: 'warn',
  quota_exhausted: 'warn',
  unavailable: 'warn',
  unknown_outcome: 'warn',
  cancelled: 'debug',
  internal: 'error',
}

/** How loudly a failure of this kind is logged: only what surprises is an error. */
export const logLevelFor = (kind: ErrorKind): LogLevel => levels[kind]
