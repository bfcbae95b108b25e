export { startSystem, type System, type SystemOptions } from './start-system.ts'
export type { ServiceProcess } from './service-process.ts'
export { drawKey, firstKey } from './first-key.ts'
export type { Wires } from './wires.ts'
