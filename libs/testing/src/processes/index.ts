export { spawnProcess, type SpawnedProcess, type SpawnOptions } from './spawn-process.ts'
export { freePort } from './free-port.ts'
export { waitUntil } from './wait-until.ts'
export { captureOutput } from './capture-output.ts'
