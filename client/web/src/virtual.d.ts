// SPDX-License-Identifier: Apache-2.0
/// <reference types="vite/client" />
declare module "virtual:api" {
  const description: object;
  export default description;
}
declare module "virtual:errors-*" {
  const rows: [number: number, name: string, cause: string, remedy: string][];
  export default rows;
}
