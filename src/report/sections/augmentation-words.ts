import type { RunConfig } from '../../train/index.ts';

/** `The run was trained with mirror images.` */
export function trainingText(subject: string, config: RunConfig): string {
  const learned = augmentationWords(config);
  return learned.length > 0
    ? `${subject} was trained with ${learned.join(', ')}.`
    : `${subject} was trained on drawings as they are, without augmentation.`;
}

/** How drawings were moved in training; trees see them as they are. */
function augmentationWords(config: RunConfig): string[] {
  if (config.model === 'gbdt') return [];
  const { mirror, rotation, shift } = config.augmentation;
  return [
    ...(shift > 0 ? [`shifts up to ${shift} pixels`] : []),
    ...(mirror ? ['mirror images'] : []),
    ...(rotation > 0 ? [`turns up to ${rotation} degrees`] : []),
  ];
}
