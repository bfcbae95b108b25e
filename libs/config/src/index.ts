export { readConfig, ConfigError } from './read-config.ts'
export { setting } from './setting.ts'
export { serviceShape, brokerShape, storeShape } from './shapes.ts'
export { describeConfig, type ConfigRow } from './describe-config.ts'
