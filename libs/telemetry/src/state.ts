import type { Meter, Tracer } from '@opentelemetry/api'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

interface State {
  service: string
  logLevel: LogLevel
  /** null until `startTelemetry`: spans then run their function and leave no trace. */
  tracer: Tracer | null
  meter: Meter | null
}

const before: State = { service: 'synthwright', logLevel: 'warn', tracer: null, meter: null }

/** One per process, since log lines, spans and metrics belong to the process and not to who writes them. */
export const state: State = { ...before }

export const resetState = (): void => void Object.assign(state, before)
