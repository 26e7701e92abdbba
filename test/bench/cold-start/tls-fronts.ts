import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';

/**
 * Puts TLS before stand-ins, as it is before what they stand in for: without it Node loads what it does not need for AWS. The certificate is made anew, in `folder`, by
 * the openssl command; whoever calls wants its file as NODE_EXTRA_CA_CERTS.
 */
export const startTlsFronts = (folder: string) => {
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const wanted = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ];
  const named = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...wanted, ...named, '-keyout', keyFile, '-out', certificate], {
    stdio: 'ignore',
  });
  const [key, cert] = [readFileSync(keyFile), readFileSync(certificate)];
  const fronts = new Map<string, Server>();
  const frontOf = async (port: string): Promise<number> => {
    const front =
      fronts.get(port) ??
      createServer({ key, cert, noDelay: true }, (outside) => {
        const inside = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
        outside.on('error', () => inside.destroy()).pipe(inside);
        inside.on('error', () => outside.destroy()).pipe(outside);
      });
    if (!fronts.has(port)) {
      fronts.set(port, front);
      await once(front.listen(0, '127.0.0.1'), 'listening');
    }
    return (front.address() as AddressInfo).port;
  };
  return {
    certificate,
    /** The same variables, with an address behind TLS for each that is not. */
    behindTls: async (variables: Record<string, string>): Promise<Record<string, string>> => {
      const moved = await Promise.all(
        Object.entries(variables).map(async ([name, value]) => {
          const port = /^http:\/\/127\.0\.0\.1:(\d+)/.exec(value);
          if (!port?.[1]) return [name, value];
          return [name, value.replace(port[0], `https://127.0.0.1:${await frontOf(port[1])}`)];
        }),
      );
      return Object.fromEntries(moved) as Record<string, string>;
    },
    close: () => {
      for (const front of fronts.values()) front.close();
    },
  };
};
