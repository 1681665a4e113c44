export type Theme = 'light' | 'dark';

const KEY = 'quickdraw-lab-theme';
const CHANGED = 'themechange';
const system = matchMedia('(prefers-color-scheme: dark)');

/** The theme that the page is in. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

export function onThemeChange(listener: () => void): void {
  document.addEventListener(CHANGED, listener);
}

/** Lets a button switch between light and dark; as the system has it until then. */
export function startThemeSwitch(button: HTMLElement): void {
  const kept = recall();
  if (kept !== null) document.documentElement.dataset.theme = kept;
  const tell = () => {
    button.textContent = currentTheme() === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${currentTheme() === 'dark' ? 'light' : 'dark'} colors`);
  };
  const changed = () => {
    tell();
    document.dispatchEvent(new Event(CHANGED));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = currentTheme() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    remember(theme);
    changed();
  });
  system.addEventListener('change', changed);
  tell();
}

// Pages opened as files may not be allowed to keep anything.
function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}

function recall(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
