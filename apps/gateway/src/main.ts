import { runService } from '@synthwright/service'
import { GatewayConfig } from './config.ts'
import { collections, register } from './register.ts'

await runService({ name: 'gateway', config: GatewayConfig, collections, register })
