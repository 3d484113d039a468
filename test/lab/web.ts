import { createServer } from 'node:http';

/** The web as the lab has it: every address of the router answers on these ports, in plain HTTP. */
for (const port of [80, 443, 6443]) {
  createServer((_request, response) => response.end('ok\n')).listen(port, '0.0.0.0');
}
