/** Open to anybody, without a token: whether the service is up, and how it is spoken to. */
const OPEN: readonly string[] = ['/health/live', '/health/ready', '/openapi.json', '/openapi.yaml', '/docs'];

/** @param route the route as it is declared and not as it is asked for, so that no spelling of an address gets past */
export const isOpen = (route: string): boolean => OPEN.includes(route) || route.startsWith('/docs/');
