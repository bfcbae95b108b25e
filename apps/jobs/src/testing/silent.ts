import type { EngineBus, EngineLog } from '../engine/messages.ts'

export const silentLog: EngineLog = { info: () => {}, warn: () => {} }

/** A broker that takes everything and delivers nothing. */
export const silentBus: EngineBus = { dispatch: () => Promise.resolve(), publish: () => {} }
