import type { Meter } from '@opentelemetry/api'
import type { Attributes } from './span.ts'
import { state } from './state.ts'

export interface InstrumentOptions {
  description: string
  /** UCUM, e.g. `ms`, `By`, `{run}`. */
  unit?: string
}

/** Instruments are named once, often before telemetry starts; each is made by the meter of the moment it is used in. */
const instrument = <I>(create: (meter: Meter) => I): (() => I | null) => {
  let madeBy: Meter | null = null
  let made: I | null = null
  return () => {
    if (state.meter !== madeBy) {
      madeBy = state.meter
      made = madeBy && create(madeBy)
    }
    return made
  }
}

/** A sum that only grows. Attributes must be of few values: a subject or a code, never an id. */
export const counter = (name: string, options: InstrumentOptions) => {
  const current = instrument((meter) => meter.createCounter(name, options))
  return { add: (value: number, attributes?: Attributes): void => current()?.add(value, attributes) }
}

/** A distribution, e.g. of durations. Attributes must be of few values: a subject or a code, never an id. */
export const histogram = (name: string, options: InstrumentOptions) => {
  const current = instrument((meter) => meter.createHistogram(name, options))
  return { record: (value: number, attributes?: Attributes): void => current()?.record(value, attributes) }
}
