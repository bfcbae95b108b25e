import { testAccess, workRoutes } from './testing/access-matrix.ts'

testAccess(workRoutes)
