Component({ properties: { rows: Array } });
