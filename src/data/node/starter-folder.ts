import { fileURLToPath } from 'node:url';

/** The folder of the starter pack inside the package; from src/ and from dist/ it is as far away. */
export const starterFolder = fileURLToPath(new URL('../../../starter', import.meta.url));
