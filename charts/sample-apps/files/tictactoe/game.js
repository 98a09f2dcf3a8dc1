// Two players at one screen. A cell is the empty string, "X" or "O".
const LINES = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];
const board = document.getElementById('board');
const status = document.getElementById('status');
let cells;

const winner = () =>
  LINES.map(([a, b, c]) => cells[a] && cells[a] === cells[b] && cells[a] === cells[c] && cells[a]).find(Boolean);
const player = () => (cells.filter(Boolean).length % 2 === 0 ? 'X' : 'O');

function draw() {
  const won = winner();
  const full = cells.every(Boolean);
  status.textContent = won ? `${won} wins` : full ? 'Nobody wins' : `${player()} to move`;
  board.replaceChildren(
    ...cells.map((cell, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = cell;
      button.ariaLabel = `Cell ${index + 1}: ${cell || 'empty'}`;
      button.disabled = Boolean(cell || won);
      button.onclick = () => {
        cells[index] = player();
        draw();
      };
      return button;
    }),
  );
}

function start() {
  cells = Array(9).fill('');
  draw();
}

document.getElementById('again').onclick = start;
start();
