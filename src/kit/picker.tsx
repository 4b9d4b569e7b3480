import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { landmark } from '#kit/shell.tsx';
import { WORDS } from '#kit/words.ts';

export type Choice = { readonly id: string; readonly name: string; readonly hint?: string };

/** Letters without their accents, so that "lozere" and "Lozère" find each other. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** One of many, found by typing a part of its name or its number. */
export function Picker(parts: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
}) {
  const { say } = useSpeech();
  return (
    <ComboBox
      className="picker"
      defaultItems={parts.choices}
      selectedKey={parts.value}
      onSelectionChange={(key) => {
        if (typeof key === 'string') parts.onChange(key);
      }}
      defaultFilter={(text, typed) => plain(text).includes(plain(typed))}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label>{parts.label}</Label>
      <div className="picker-field">
        <Input onFocus={(event) => event.currentTarget.select()} />
        <Button aria-label={say(WORDS.showList)}>
          <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d="M4 7l6 6 6-6" fill="none" stroke="currentColor" strokeWidth="2" />
          </svg>
        </Button>
      </div>
      <Popover {...landmark()} className="popover picker-popover">
        <ListBox
          className="picker-list"
          renderEmptyState={() => <p className="empty">{say(WORDS.noMatch)}</p>}
        >
          {(choice: Choice) => (
            <ListBoxItem
              id={choice.id}
              className="picker-item"
              textValue={choice.hint ? `${choice.name} (${choice.hint})` : choice.name}
            >
              {choice.name}
              {choice.hint && <span className="hint">{choice.hint}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
