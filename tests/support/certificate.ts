/** Certificates for 127.0.0.1 that vouch for themselves. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  certificate: string;
  key: string;
}

/** Paths of two new PEM files in the folder. */
export function makeCertificate(folder: string, name: string): Certificate {
  const made = { key: join(folder, `${name}.key`), certificate: join(folder, `${name}.pem`) };
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', made.key, '-out', made.certificate];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, ...files, ...subject], { stdio: 'pipe' });
  return made;
}
