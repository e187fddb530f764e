/** Methods of which a page has need only now and then: in a browser their schemas come when they are first called. */
export const accountMethods = async () => (await import('./gen/ourplace/v1/accounts_pb.ts')).AccountService.method;
export const hubMethods = async () => (await import('./gen/ourplace/v1/hubs_pb.ts')).HubService.method;
